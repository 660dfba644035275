/**
 * What a Kinesis record is. `block`: one encoded block. `kpl`: a KPL aggregate of the records of one block. `plain`: one record,
 * its bytes unchanged.
 */
export const wireProfiles = ['block', 'kpl', 'plain'] as const;

export type WireProfile = (typeof wireProfiles)[number];

/** Whether the records of the wires `kpl` and `plain` have the line terminator that they have in their object. */
export const recordTerminators = ['keep', 'remove'] as const;

export type RecordTerminator = (typeof recordTerminators)[number];
