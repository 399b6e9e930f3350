/** Of the lab's one client, who may all that a program may; no secret of anybody's. */
export const LAB_TOKEN = 'the-lab-has-no-secrets-at-all';

/** As focus.yml has it. */
export function labApi(port: number): object {
  const ci = { token: LAB_TOKEN, may: ['look', 'timing', 'logs', 'evidence'] };
  return { port, clients: { ci }, alertmanager: { channel: 'C0INCIDENT' } };
}
