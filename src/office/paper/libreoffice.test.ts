import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesPerPage } from './measures.ts';
import type { Paper } from './model.ts';
import { pdfLines } from './paper.fixture.ts';
import { paperWord } from './paper.ts';

function installed(): boolean {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// Set by another program than ours: a look at what a reader of the Word file gets.
describe('the Word file in LibreOffice (left out where it is not installed)', () => {
  it.skipIf(!installed())(`has ${linesPerPage} lines of 28 characters a page`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shiji-look-'));
    try {
      const paper: Paper = {
        head: { kind: 'none' },
        title: '字数',
        body: [{ kind: 'paragraph', text: '实'.repeat(3000) }],
      };
      writeFileSync(join(folder, 'look.docx'), await paperWord(paper));
      execFileSync(
        'soffice',
        [
          `-env:UserInstallation=file://${folder}/profile`,
          '--headless',
          '--convert-to',
          'pdf',
          '--outdir',
          folder,
          join(folder, 'look.docx'),
        ],
        { stdio: 'ignore' },
      );
      const counts = new Map<number, number>();
      for (const { page, y, text } of await pdfLines(readFileSync(join(folder, 'look.pdf'))))
        if (page === 2 && text.includes('实'))
          counts.set(y, (counts.get(y) ?? 0) + text.replace(/\s/g, '').length);
      expect([...counts.values()]).toEqual(Array.from({ length: linesPerPage }, () => 28));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
