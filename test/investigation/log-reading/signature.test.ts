import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signatureOf } from '#investigation/log-reading/signature.ts';

const pairs: readonly (readonly [what: string, one: string, other: string])[] = [
  ['ISO times in each zone form', '2025-11-13T15:34:15+0000 ERROR x', '2025-11-13T15:34:15.123456Z ERROR x'],
  [
    'ISO times with a space, a comma or a zone',
    '2025-11-13 15:34:15,123 ERROR x',
    '2025-11-13 15:34:15 +02:00 ERROR x',
  ],
  ['ISO times with slashes', '2025/11/13 15:34:15 [error] x', '2025/11/14 01:02:03 [error] x'],
  ['compact times', 'at 20251113T153415Z gone', 'at 20251114T000000Z gone'],
  ['syslog times', 'Nov 13 15:34:15 host app[12]: x', 'Dec  1 05:04:05 host app[9876]: x'],
  ['HTTP dates', 'Date: Thu, 13 Nov 2025 15:34:15 GMT', 'Date: Fri, 05 Dec 2025 01:02:03 GMT'],
  ['access log times', '- - [13/Nov/2025:15:34:15 +0000] "GET / "', '- - [02/Dec/2025:01:02:03 +0200] "GET / "'],
  ['klog heads', 'I1113 15:34:15.123456       1 main.go:12] x', 'I1201 05:04:05.000001      27 main.go:345] x'],
  ['times of a day', '15:34:15.5 tick', '05:04:05 tick'],
  ['epochs with and without fraction', 'since 1763048055.123456 waiting', 'since 1763048056 waiting'],
  ['uuids', 'call dcfa46a4-9108-4f0c-a1b2-0123456789ab', 'call 00000000-0000-4000-8000-abcdefabcdef'],
  ['hexadecimal ids', 'request dcfa46a49108 failed', 'request 0123456 failed'],
  ['ids of mixed characters', 'tag ctag1abc8rX gone', 'tag zz9Qq1x gone'],
  ['addresses of memory', 'object at 0x7f3a12 gone', 'object at 0xdeadbeef gone'],
  ['IPv4 addresses with port', 'connect 10.0.0.1:5672 refused', 'connect 192.168.100.200:15672 refused'],
  ['IPv6 addresses', 'connect to ::1 refused', 'connect to fe80:0:0:0:1:2:3:4 refused'],
  ['IPv6 addresses with port', 'connect to [::ffff:10.0.0.1]:5672 refused', 'connect to [2001:db8::7]:80 refused'],
  ['jobs', 'no consumer of job 19-7', 'no consumer of job 1-163'],
  ['pods of jobs', 'pod grpc-job-19-7-8rlgb is gone', 'pod grpc-job-1-163-xkwvb is gone'],
  ['pods of deployments', 'pod panda-focus-server-6d4f7c9b8d-x7k2p', 'pod panda-focus-server-5bcxkfvzzd-tqwlz'],
  ['pods of daemon sets', 'pod kube-proxy-8rlgb is gone', 'pod kube-proxy-x7k2p is gone'],
  ['queues', 'no queue grpc-job-19-7-1763048056.1', 'no queue grpc-job-2-11-1763048099.75'],
  ['quoted paths with ids', "no '/tmp/job-19-7.yml' there", "no '/tmp/job-1-163.yml' there"],
  ['routes with ids', '"GET /metadata/19-7 HTTP/1.1" 404', '"GET /metadata/2-11 HTTP/1.1" 404'],
  ['durations', 'took 3 ms', 'took 3.25 s'],
  ['long durations', 'took 100000 ms', 'took 3.25 s'],
  ['hidden secrets', 'login with ‹hidden 0fe1› refused', 'login with ‹hidden cafe› refused'],
  ['durations of Go', 'waited 1m30.5s for it', 'waited 250ms for it'],
  ['durations in words', 'in 1 second', 'in 20 seconds'],
  ['sizes', 'used 512MiB of it', 'used 1.5 GB of it'],
  ['shares and signs', 'at -3.5% now', 'at 12 % now'],
  ['lists of numbers', 'channels [1, 2, 3] lost', 'channels [17] lost'],
  ['numbers of threads', 'ThreadPoolExecutor-0_3 died', 'ThreadPoolExecutor-1_12 died'],
  ['spaces', 'a   b', ' a\tb '],
];

describe('equal complaints', () => {
  it.each(pairs)('have one signature, whatever their %s', (_, one, other) => {
    expect(signatureOf(one)).toBe(signatureOf(other));
  });

  const number = fc.nat().map(String);
  const piece = fc.oneof(
    number,
    fc.uuid(),
    fc.ipV4(),
    fc.tuple(fc.nat(99), fc.nat(999)).map(([slot, counter]) => `${slot}-${counter}`),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
    fc
      .tuple(fc.nat(99_999_999), fc.constantFrom('ms', ' ms', 's', ' s', 'MiB', '%'))
      .map(([size, unit]) => `${size}${unit}`),
  );

  it('have one signature with any id, time, address or number in the same place', () => {
    const word = fc.stringMatching(/^[g-z]{2,9}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 8 }),
        fc.nat(8),
        piece,
        piece,
        (words, place, one, other) => {
          const line = (part: string) => words.toSpliced(place, 0, part).join(' ');
          expect(signatureOf(line(one))).toBe(signatureOf(line(other)));
        },
      ),
    );
  });
});

describe('different complaints', () => {
  it.each([
    ['words', 'queue failed', 'consumer failed'],
    ['names of errors', 'pika.exceptions.AMQPConnectionError: x', 'pika.exceptions.ChannelClosedByBroker: x'],
    ['numbered names of errors', 'S3Error: refused', 'S4Error: refused'],
    ['codes of errors', 'E11000 duplicate', 'E11001 duplicate'],
    ['levels of klog', 'W1113 15:34:15.123456 1 x', 'E1113 15:34:15.123456 1 x'],
    ['status', 'answered with status 404', 'answered with status 503'],
    ['HTTP status', 'HTTP 404 came', 'HTTP 500 came'],
    ['status of an access log', '"GET /ack HTTP/1.1" 200', '"GET /ack HTTP/1.1" 503'],
    ['status in JSON', '{"status_code": 404}', '{"status_code": 502}'],
    ['exit codes', 'exit code 137', 'exit code 139'],
    ['hexadecimal words', 'a decade of it', 'a facade of it'],
    ['names with colons', 'in add::head', 'in add::tail'],
    ['last words of names', 'grpc-job-19-7-ready', 'grpc-job-19-7-error'],
    ['units that are words', 'about 3 queues', 'about 3 pods'],
  ])('have signatures of their own: other %s', (_, one, other) => {
    expect(signatureOf(one)).not.toBe(signatureOf(other));
  });

  it('have signatures of their own when any of their words differs', () => {
    const word = fc.stringMatching(/^[A-Za-z]{1,20}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.nat(6), word, word, fc.nat(), (words, place, one, other, id) => {
        fc.pre(one !== other);
        const line = (part: string) => [...words.toSpliced(place, 0, part), id].join(' ');
        expect(signatureOf(line(one))).not.toBe(signatureOf(line(other)));
      }),
    );
  });
});

describe('a signature', () => {
  it('keeps what the complaint says', () => {
    const line =
      '2025-11-13T15:34:15+0000 ERROR pz.focus_server GET /metadata/19-7 took 3.2 s: status 404 of 10.0.0.1:80';
    expect(signatureOf(line)).toBe('# ERROR pz.focus_server GET /metadata/# took #: status 404 of #');
  });

  it('keeps no number where no words say that it is a status', () => {
    expect(signatureOf('404 lines, encode 404, code 404ms, status 1404')).toBe('# lines, encode #, code #, status #');
  });

  it('is of the first 1,000 characters', () => {
    const long = `${'ab '.repeat(400)}`;
    expect(signatureOf(`${long}one`)).toBe(signatureOf(`${long}other`));
    expect(signatureOf(long).length).toBeLessThanOrEqual(1_000);
  });

  it('is never longer than its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(signatureOf(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it.each([
    ['digits', '1'],
    ['hexadecimal digits', 'a1'],
    ['letters', 'a'],
    ['colons', 'a:'],
    ['dashes', '1-'],
    ['durations', '1m'],
    ['commas', '1, '],
    ['status words', 'status '],
    ['months', 'Nov '],
    ['dots', '1.'],
  ])('of the worst line of %s is found in few steps', (_, part) => {
    const worst = `${part.repeat(1_000).slice(0, 999)}!`;
    const took = [1, 2, 3].map(() => {
      const before = process.cpuUsage().user;
      for (let i = 0; i < 20; i += 1) signatureOf(worst);
      return process.cpuUsage().user - before;
    });
    expect(Math.min(...took)).toBeLessThan(200_000);
  });
});
