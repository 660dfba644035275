import { expect, it } from '@jest/globals';
import { findManagedPolicy, managedPolicyNames } from '@headwaters/aws-rules';
import { describeWithMoto, runScript } from './moto-python.js';

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

function listedActions(path: string): string {
  const document = findManagedPolicy(`arn:aws:iam::aws:policy/${path}`) as {
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  };
  return JSON.stringify(document.Statement.flatMap(({ Action }) => Action).sort());
}

describeWithMoto("findManagedPolicy and moto's copy of the managed policies of AWS", () => {
  it('allow the same actions in each policy', () => {
    const copies = runScript('managed_policies.py', managedPolicyNames.map(nameOf)).map((line) =>
      JSON.stringify(JSON.parse(line)),
    );
    const differing = managedPolicyNames.filter((path, index) => listedActions(path) !== copies[index]);
    expect(copies).toHaveLength(managedPolicyNames.length);
    expect(differing).toEqual([]);
  });
});
