import * as v from 'valibot';

/** True or false. `reason` completes "set it to true ...". */
export function onOrOff(reason: string) {
  return v.pipe(v.boolean(`set it to true ${reason}`), v.metadata({ reason: `true ${reason}` }));
}
