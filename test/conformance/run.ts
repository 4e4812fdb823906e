import type { Check, FileReport } from './report.ts';
import { fixtureFolder, openSource } from './source.ts';
import { type ConformanceReport, conformance, totals } from './suite.ts';

const usage = `Compares the engine with the reference results in SHIJI_FIXTURES
(default ../shared/fixtures).

  npm run test:conformance            a line per file, then what failed or is not had
  npm run test:conformance -- --json  everything as JSON
`;

function main(args: readonly string[]): number {
  if (args.includes('--help')) {
    process.stdout.write(usage);
    return 0;
  }
  const folder = fixtureFolder();
  const report = conformance(openSource(folder));
  const sum = totals(report.files);
  if (args.includes('--json'))
    process.stdout.write(`${JSON.stringify({ ...report, totals: sum }, null, 2)}\n`);
  else
    process.stdout.write(`${asText(report, folder)}\n${sum.passed} passed, ${sum.failed} failed\n`);
  if (sum.passed + sum.failed === 0) process.stderr.write(`no reference results in ${folder}\n`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

function asText({ files, unread }: ConformanceReport, folder: string): string {
  const width = Math.max(0, ...files.map((f) => f.file.length));
  const lines = [`reference results in ${folder}`, ''];
  for (const file of files) lines.push(...fileLines(file, width));
  const sum = totals(files);
  const reasons = new Map<string, number>();
  for (const { reason } of files.flatMap((f) => f.checks))
    if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  lines.push('', `passed ${sum.passed}, failed ${sum.failed}, not had ${sum['not-had']}`);
  for (const [reason, count] of reasons) lines.push(`  not had, ${reason}: ${count}`);
  if (unread.length) lines.push(`  files of other kinds, not read: ${unread.length}`);
  return `${lines.join('\n')}\n`;
}

function fileLines(report: FileReport, width: number): string[] {
  const name = report.file.padEnd(width);
  if (report.input) return [`${name}  input`];
  const sum = totals([report]);
  const counts = `passed ${sum.passed}, failed ${sum.failed}, not had ${sum['not-had']}`;
  return [
    `${name}  ${counts}`,
    ...report.checks.filter((c) => c.state !== 'passed').map(checkLine),
  ];
}

function checkLine({ name, state, reason, detail }: Check): string {
  const what = state === 'failed' ? 'FAILED ' : 'not had';
  return `    ${what} ${name}${reason ? `: ${reason}` : ''}${detail ? ` — ${detail}` : ''}`;
}

process.exitCode = main(process.argv.slice(2));
