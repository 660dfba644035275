/**
 * Managed runtimes of Lambda for functions in a .zip archive, without those that have no dates yet, such as `java17.al2023`.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, "Supported runtimes" and "Deprecated runtimes" (read
 * 2026-11-29). AWS has postponed blocks before. So a runtime is treated as blocked only from the date on.
 */
export interface LambdaRuntime {
  readonly id: string;
  /** ISO date from which there are no security updates and no support. Functions still run. */
  readonly deprecation: string;
  /** ISO date from which no function can be created with it. */
  readonly blockCreate: string;
  /** ISO date from which no function that has it can be updated. */
  readonly blockUpdate: string;
}

/** AWS blocks the runtimes that are deprecated from 2024 to 2026 together, at the earliest on these dates. */
const nextBlockCreate = '2027-02-01';
const nextBlockUpdate = '2027-03-03';

/** Id, deprecation, block of creations, block of updates; newest first. */
const rows = [
  ['nodejs24.x', '2028-04-30', '2028-06-01', '2028-07-01'],
  ['nodejs22.x', '2027-04-30', '2027-06-01', '2027-07-01'],
  ['nodejs20.x', '2026-04-30', nextBlockCreate, nextBlockUpdate],
  ['nodejs18.x', '2025-09-01', nextBlockCreate, nextBlockUpdate],
  ['nodejs16.x', '2024-06-12', nextBlockCreate, nextBlockUpdate],
  ['nodejs14.x', '2023-12-04', '2024-01-09', nextBlockUpdate],
  ['nodejs12.x', '2023-03-31', '2023-03-31', '2023-04-30'],
  ['nodejs10.x', '2021-07-30', '2021-07-30', '2022-02-14'],
  ['nodejs8.10', '2020-03-06', '2020-02-04', '2020-03-06'],
  ['nodejs6.10', '2019-08-12', '2019-07-12', '2019-08-12'],
  ['nodejs4.3', '2020-03-05', '2020-02-03', '2020-03-05'],
  ['nodejs4.3-edge', '2020-03-05', '2019-03-31', '2019-04-30'],
  ['nodejs', '2016-08-30', '2016-09-30', '2016-10-31'],
  ['python3.14', '2029-06-30', '2029-07-31', '2029-08-31'],
  ['python3.13', '2029-06-30', '2029-07-31', '2029-08-31'],
  ['python3.12', '2028-10-31', '2028-11-30', '2029-01-10'],
  ['python3.11', '2027-06-30', '2027-07-31', '2027-08-31'],
  ['python3.10', '2026-10-31', nextBlockCreate, nextBlockUpdate],
  ['python3.9', '2025-12-15', nextBlockCreate, nextBlockUpdate],
  ['python3.8', '2024-10-14', nextBlockCreate, nextBlockUpdate],
  ['python3.7', '2023-12-04', '2024-01-09', nextBlockUpdate],
  ['python3.6', '2022-07-18', '2022-07-18', '2022-08-29'],
  ['python2.7', '2021-07-15', '2021-07-15', '2022-05-30'],
  ['java25', '2029-06-30', '2029-07-31', '2029-08-31'],
  ['java21', '2029-06-30', '2029-07-31', '2029-08-31'],
  ['java17', '2027-06-30', '2027-07-31', '2027-08-31'],
  ['java11', '2027-06-30', '2027-07-31', '2027-08-31'],
  ['java8.al2', '2027-06-30', '2027-07-31', '2027-08-31'],
  ['java8', '2024-01-08', '2024-02-08', nextBlockUpdate],
  ['dotnet10', '2028-11-14', '2028-12-14', '2029-01-15'],
  ['dotnet8', '2026-11-10', nextBlockCreate, nextBlockUpdate],
  ['dotnet6', '2024-12-20', nextBlockCreate, nextBlockUpdate],
  ['dotnetcore3.1', '2023-04-03', '2023-04-03', '2023-05-03'],
  ['dotnetcore2.1', '2022-01-05', '2022-01-05', '2022-04-13'],
  ['dotnetcore2.0', '2019-05-30', '2019-04-30', '2019-05-30'],
  ['dotnetcore1.0', '2019-06-27', '2019-06-30', '2019-07-30'],
  ['ruby4.0', '2029-03-31', '2029-04-30', '2029-05-31'],
  ['ruby3.4', '2028-03-31', '2028-04-30', '2028-05-31'],
  ['ruby3.3', '2027-03-31', '2027-04-30', '2027-05-31'],
  ['ruby3.2', '2026-03-31', nextBlockCreate, nextBlockUpdate],
  ['ruby2.7', '2023-12-07', '2024-01-09', nextBlockUpdate],
  ['ruby2.5', '2021-07-30', '2021-07-30', '2022-03-31'],
  ['go1.x', '2024-01-08', '2024-02-08', nextBlockUpdate],
  ['provided.al2023', '2029-06-30', '2029-07-31', '2029-08-31'],
  ['provided.al2', '2026-07-31', nextBlockCreate, nextBlockUpdate],
  ['provided', '2024-01-08', '2024-02-08', nextBlockUpdate],
] as const;

export const lambdaRuntimes: readonly LambdaRuntime[] = rows.map(
  ([id, deprecation, blockCreate, blockUpdate]) => ({ id, deprecation, blockCreate, blockUpdate }),
);

/** The runtime with an id; `undefined` if the table does not have it, because it is newer or is no runtime. */
export function findLambdaRuntime(id: string): LambdaRuntime | undefined {
  return lambdaRuntimes.find((runtime) => runtime.id === id);
}

/** How far AWS has retired a runtime. Each phase includes those before it. */
export type RuntimePhase = 'supported' | 'deprecated' | 'create-blocked' | 'update-blocked';

/** The phase of a runtime on a day, in UTC. */
export function runtimePhase(
  { deprecation, blockCreate, blockUpdate }: LambdaRuntime,
  day: Date,
): RuntimePhase {
  const today = day.toISOString().slice(0, 10);
  if (today >= blockUpdate) return 'update-blocked';
  if (today >= blockCreate) return 'create-blocked';
  return today >= deprecation ? 'deprecated' : 'supported';
}
