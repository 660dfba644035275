import { type WireProfile, wireProfiles } from '@headwaters/pipeline-contract';
import type { SimulationOptions } from '@headwaters/stack-simulator';
import { Option } from 'commander';
import { UsageError } from '../errors.js';
import { variablesForWire } from './producer-of-stack.js';
import type { UploadTarget } from './upload-target.js';

/** The option `--wire`. */
export interface WireOption {
  /** Another wire than the stack's. */
  readonly wire?: WireProfile;
}

export function createWireOption(): Option {
  return new Option('--wire <profile>', "send Kinesis records of another wire than the stack's").choices(
    wireProfiles,
  );
}

/** Resolves the option for the simulator: the producer runs with another wire. */
export function wireOverride({ wire }: WireOption): Pick<SimulationOptions, 'overrideVariables'> {
  if (wire === undefined) return {};
  return { overrideVariables: (environment) => variablesForWire(environment, wire) };
}

/** @throws {@link UsageError} if a wire is chosen for a stack that has no producer of this project. */
export function checkWire({ wire }: WireOption, { producer }: Pick<UploadTarget, 'producer'>): void {
  if (wire !== undefined && producer === undefined)
    throw new UsageError('--wire needs the producer of Headwaters, which this stack does not have.');
}
