import type { ServerResponse } from 'node:http';
import type { OddAnswer } from '#lab/scenario.ts';
import { gatewayPage, type HttpAnswer, json } from './bodies.ts';

const ANOTHER = { status: '', job_id: '2-9000', stream_url: '127.0.0.1', stream_port: '12302', stream_amount: 3 };
const empty = { status: 200, body: '', type: 'application/json' };

const answers: Readonly<Record<Exclude<OddAnswer, 'silence'>, HttpAnswer>> = {
  'bad-gateway': gatewayPage(502, '502 Bad Gateway'),
  'too-many-requests': gatewayPage(429, '429 Too Many Requests'),
  'login-page': gatewayPage(200, 'Sign in'),
  'redirect-loop': { ...empty, status: 302 },
  'cut-body': json(200, { ...ANOTHER, job_id: '' }),
  empty,
  null: json(200, null),
  'status-ok': json(200, { status: 'ok' }),
  'other-job': json(200, ANOTHER),
};

/** What stands before Focus Server, or answers in its place, sends such things. */
export function sendOdd(response: ServerResponse, how: OddAnswer, path: string): void {
  if (how === 'silence') return;
  const { status, body, type } = answers[how];
  const location = how === 'redirect-loop' ? { location: path } : {};
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...location });
  if (how === 'cut-body') response.write(body.slice(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
