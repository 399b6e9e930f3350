import { reportText } from '#investigation/report/as-text.ts';
import type { Report } from '#investigation/report/report.ts';
import { pageOf } from '#investigation/rules/index.ts';
import { clean } from '#lib/clean.ts';

/** Runs as JUnit XML, a test case each, for whatever shows tests: what is not healthy failed, and what could not be told is an error. */
export function junitXml(reports: readonly Report[], docsUrl: string | undefined): string {
  const failures = reports.filter(({ verdict }) => verdict === 'degraded' || verdict === 'broken').length;
  const errors = reports.filter(({ verdict }) => verdict === 'inconclusive').length;
  const cases = reports.map((report, index) => testCase(report, index + 1, docsUrl));
  const counts = { tests: reports.length, failures, errors, time: secondsOf(reports) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes(counts)}>`,
    `<testsuite ${attributes({ name: 'focus timing', ...counts })}>`,
    ...cases,
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(report: Report, nth: number, docsUrl: string | undefined): string {
  const { environment, request, verdict, cause, investigation, jobId, headline } = report;
  const link = pageOf(docsUrl, cause);
  const properties = { verdict, cause: cause?.id, link, investigation, job: jobId };
  const name = { classname: `focus.${environment}`, name: `run ${nth}: ${request}`, time: secondsOf([report]) };
  const outcome = verdict === 'inconclusive' ? 'error' : 'failure';
  const said = { message: headline, type: cause?.id ?? verdict };
  return [
    `<testcase ${attributes(name)}>`,
    '<properties>',
    ...Object.entries(properties).flatMap(([key, value]) =>
      value ? [`<property ${attributes({ name: key, value })}/>`] : [],
    ),
    '</properties>',
    ...(verdict === 'healthy' ? [] : [`<${outcome} ${attributes(said)}>${text(reportText(report))}</${outcome}>`]),
    '</testcase>',
  ].join('\n');
}

function secondsOf(reports: readonly Report[]): string {
  return (reports.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1_000).toFixed(3);
}

function attributes(all: Readonly<Record<string, string | number>>): string {
  return Object.entries(all)
    .map(([name, value]) => `${name}="${text(String(value)).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`)
    .join(' ');
}

/** Logs may say anything, and XML has no word for some of it. */
function text(words: string): string {
  return clean(words)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
