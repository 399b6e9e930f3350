import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { version } from '#lib/version.ts';

/** The same question to a copy of the sources in which something is written anew. */
async function versionWith(file: string, text: string): Promise<unknown> {
  const folder = mkdtempSync(path.join(tmpdir(), 'focus-version-'));
  try {
    for (const name of ['package.json', 'src/investigation', 'src/lib'])
      cpSync(name, path.join(folder, name), { recursive: true });
    cpSync('node_modules/zod', path.join(folder, 'node_modules/zod'), { recursive: true });
    writeFileSync(path.join(folder, file), text);
    const copy: unknown = await import(path.join(folder, 'src/lib/version.ts'));
    return (copy as { version: typeof version }).version();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('the version of the rules is another one as soon as anything that judges is, and the same as long as nothing is', async () => {
  const { rules } = version();
  expect(rules).toMatch(/^[0-9a-f]{8}$/);
  expect(await versionWith('src/lib/unrelated.ts', '')).toEqual(version());
  expect(await versionWith('src/investigation/rules/one-more.ts', '')).not.toMatchObject({ rules });
});
