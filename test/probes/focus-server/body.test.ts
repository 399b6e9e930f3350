import { describe, expect, it } from 'vitest';
import { inOneLine } from '#probes/focus-server/body.ts';
import { jwt } from '../../support/canaries.ts';

describe('a body in one line', () => {
  it('has its line ends and spaces as single spaces, and no more than the limit', () => {
    expect(inOneLine('  {"error":\n\t"Invalid  job_id"}  ', 100)).toBe('{"error": "Invalid job_id"}');
    expect(inOneLine('x'.repeat(300), 200)).toHaveLength(200);
  });

  it('looks for a title at the beginning of a page alone', () => {
    const page = (before: number) => `<html>${' '.repeat(before)}<title>502 Bad Gateway</title>`;
    expect(inOneLine(page(4_000), 100)).toBe('a page of HTML, "502 Bad Gateway"');
    expect(inOneLine(page(5_000), 100)).toBe('<html> <title>502 Bad Gateway</title>');
  });

  it('is the title of a page of HTML', () => {
    expect(inOneLine('<!doctype html><title> 502 Bad\nGateway </title><p>nginx', 100)).toBe(
      'a page of HTML, "502 Bad Gateway"',
    );
  });

  it('is masked before it is cut: the first half of a token is not shown either', () => {
    const said = inOneLine(`no session for ${jwt}`, 40);
    expect(said).toMatch(/^no session for ‹hidden [0-9a-f]{4}›$/);
    expect(said).not.toContain(jwt.slice(0, 10));
  });

  it('shows nothing of a secret that begins in what is shown and ends beyond it', () => {
    const text = `${'x'.repeat(150)} amqp://user:${'hunter2'.repeat(60)}@host/ ${'x'.repeat(40_000)}`;
    expect(inOneLine(text, 200)).toMatch(/^x{150} amqp:\/\/user:‹hidden [0-9a-f]+›@host\/ x+$/);
  });
});
