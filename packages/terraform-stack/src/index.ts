export { AwsAccount } from './aws-account.js';
export { EnvironmentStack, terraformName, type EnvironmentStackOptions } from './environment-stack.js';
export { SettingsError, StackError, type SettingsProblem } from './errors.js';
export { copyLockFile, lockFile } from './lock-file.js';
export { parseStackSettings, type CrossCheck } from './parse-stack-settings.js';
export {
  keyPermissions,
  toStatement,
  type EncryptionKey,
  type KeyUse,
  type Permission,
} from './permission.js';
export { allowedAccountIds, regionName, stateSettings, type StateSettings } from './state-settings.js';
export {
  flag,
  keyArn,
  oneOf,
  patternString,
  resourceName,
  stringMap,
  wholeNumber,
  type NumberRange,
} from './value-schemas.js';
