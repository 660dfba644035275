/** Claims of the contract that another implementation is known not to keep, by its name, with what it does instead. */
export const knownDifferences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  moto: {},
};
