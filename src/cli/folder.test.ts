import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, listed } from './command.fixture.ts';
import { openTarget, writeFolder } from './folder.ts';
import { CommandError, createSession, ExitCode } from './session.ts';

const session = createSession(
  { lang: 'zh-CN', json: false, quiet: false, debug: false },
  { out: () => undefined, err: () => undefined, terminal: false },
);
const files = { 'a.csv': '新 a', 'b.csv': '新 b' };
const exitCodeOf = async (work: Promise<unknown>): Promise<number> => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(CommandError);
  return (error as CommandError).exitCode;
};

describe('writeFolder: all files or none', () => {
  it('interrupted while it writes, leaves neither folder nor draft', async () => {
    const parent = emptyFolder();
    const target = await openTarget(join(parent, '结果'), false, session);
    // Many files, so that the signal comes between two of them.
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, k) => [`${k}.csv`, 'x']));
    const writing = exitCodeOf(writeFolder(target, many, session));
    const own = process.listeners('SIGINT').at(-1)!;
    setTimeout(() => own('SIGINT'), 1);
    expect(await writing).toBe(ExitCode.interrupted);
    expect(listed(parent)).toEqual([]);
    expect(process.listeners('SIGINT')).not.toContain(own);
  });

  it('puts the older files back when one cannot be replaced', async () => {
    const folder = join(emptyFolder(), '结果');
    mkdirSync(join(folder, 'b.csv'), { recursive: true });
    writeFileSync(join(folder, 'b.csv/里面.txt'), '留着');
    writeFileSync(join(folder, 'a.csv'), '旧 a');
    const target = await openTarget(folder, true, session);
    expect(await exitCodeOf(writeFolder(target, files, session))).toBe(ExitCode.usage);
    expect(listed(folder)).toEqual(['a.csv', 'b.csv']);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('旧 a');
    expect(readFileSync(join(folder, 'b.csv/里面.txt'), 'utf8')).toBe('留着');
  });

  it('refuses when another run was quicker', async () => {
    const folder = join(emptyFolder(), '结果');
    const target = await openTarget(folder, false, session);
    await writeFolder(target, { 'a.csv': '先到' }, session);
    expect(await exitCodeOf(writeFolder(target, files, session))).toBe(ExitCode.usage);
    expect(listed(folder)).toEqual(['a.csv']);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('先到');
  });
});
