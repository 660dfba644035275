import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Change, readChanges } from '../../../src/acceptance/changes/change.js';
import { ChangeJournal } from '../../../src/acceptance/changes/change-journal.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-changes-'));
  file = join(folder, 'undo.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const mapping: Change = { kind: 'mapping', mappingId: 'm-1', enabled: true, maximumRecordAgeSeconds: -1 };
const denial: Change = { kind: 'read-denial', bucket: 'source', statementId: 'Sid1' };

describe('ChangeJournal', () => {
  it('notes changes before they are made, and removes the file once they are undone', async () => {
    const undone: Change[] = [];
    const journal = new ChangeJournal({ file, undo: (change) => Promise.resolve(void undone.push(change)) });
    const noted = await journal.during([mapping, denial], () => readChanges(file));
    expect({ noted, undone, exists: existsSync(file) }).toEqual({
      noted: [mapping, denial],
      undone: [mapping, denial],
      exists: false,
    });
  });

  it('undoes the changes of an action that fails, and rethrows its error', async () => {
    const undone: Change[] = [];
    const journal = new ChangeJournal({ file, undo: (change) => Promise.resolve(void undone.push(change)) });
    const failing = journal.during([mapping], () => Promise.reject(new Error('the step failed')));
    await expect(failing).rejects.toThrow('the step failed');
    expect({ undone, exists: existsSync(file) }).toEqual({ undone: [mapping], exists: false });
  });

  it('notes the outer change only, while an inner one is undone', async () => {
    const journal = new ChangeJournal({ file, undo: () => Promise.resolve() });
    const after = await journal.during([denial], async () => {
      await journal.during([mapping], () => Promise.resolve());
      return readChanges(file);
    });
    expect(after).toEqual([denial]);
  });

  it('undoes the other changes if one fails, keeps that one in the file, and says how to undo it', async () => {
    const undone: Change[] = [];
    const undo = (change: Change) =>
      change === mapping ? Promise.reject(new Error('no access')) : Promise.resolve(void undone.push(change));
    const journal = new ChangeJournal({ file, undo });
    await expect(journal.during([mapping, denial], () => Promise.resolve())).rejects.toMatchObject({
      code: 'HEADWATERS_UNDO_FAILED',
      message:
        'Settings could not be restored: event source mapping m-1 (enabled: true, maximum record age: -1 s). no access. ' +
        `Run: npm run acceptance -- --undo ${file}`,
    });
    expect({ undone, left: await readChanges(file) }).toEqual({ undone: [denial], left: [mapping] });
  });

  it('replaces the file in one step, so that no half of it is ever left', async () => {
    writeFileSync(`${file}.incomplete`, '{"cha');
    const journal = new ChangeJournal({ file, undo: () => Promise.resolve() });
    const text = await journal.during([mapping], () => Promise.resolve(readFileSync(file, 'utf8')));
    expect(JSON.parse(text)).toEqual({ changes: [mapping] });
    expect(existsSync(`${file}.incomplete`)).toBe(false);
  });

  it('writes nothing without a file', async () => {
    const journal = new ChangeJournal({ file: undefined, undo: () => Promise.resolve() });
    expect(await journal.during([mapping], () => Promise.resolve(existsSync(file)))).toBe(false);
  });
});

describe('readChanges', () => {
  it.each([
    ['another document', '[]'],
    ['an unknown kind', '{"changes":[{"kind":"bucket"}]}'],
    ['a mapping without its age', '{"changes":[{"kind":"mapping","mappingId":"m","enabled":true}]}'],
    ['a statement without its bucket', '{"changes":[{"kind":"read-denial","statementId":"s"}]}'],
  ])('rejects %s', async (_, text) => {
    writeFileSync(file, text);
    await expect(readChanges(file)).rejects.toMatchObject({ code: 'HEADWATERS_CHANGES_UNREADABLE' });
  });
});
