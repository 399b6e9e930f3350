import { seededRandom } from '#lab/random.ts';

/** Lines as the backend, the analyzer, Kubernetes and MongoDB write them, with other numbers in each; one in 50 holds a secret. */
export function logText(bytes: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const number = (digits: number) => Math.floor(random.next() * 10 ** digits);
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random.next() * 16).toString(16)).join('');
  const uuid = () => [8, 4, 4, 4, 12].map(hex).join('-');
  const stamp = () => new Date(1_763_048_055_000 + number(9)).toISOString();
  const makers: readonly (() => string)[] = [
    () =>
      `${stamp().slice(0, 19)}+0000 INFO pz.baby_analyzer frame ${number(6)} processed in ${number(3)}.${number(2)} ms, ${number(2)} channels, nfft 1024`,
    () =>
      `${stamp().slice(0, 19)}+0000 DEBUG pz.baby_analyzer published block ${number(5)} to grpc-job-${number(2)}-${number(3)}-${number(9)}.${number(6)}`,
    () =>
      `${stamp().slice(0, 19)}+0000 INFO pz.focus_server Running RPC command: python -m baby_analyzer --job-id ${number(2)}-${number(3)} --queue-name grpc-job-${number(2)}-${number(3)} --port 5000`,
    () =>
      `${stamp().slice(0, 19)}+0000 ERROR pz.baby_analyzer AMQP connection to rabbitmq-panda:5672 failed: [Errno 111] Connection refused, retrying in ${number(1)}s`,
    () =>
      `I1113 15:34:${10 + number(1)}.${number(6)}       1 controller.go:${number(3)}] syncing pod panda/grpc-job-${number(2)}-${number(2)}-8rlgb uid=${uuid()}`,
    () =>
      JSON.stringify({
        t: { $date: stamp() },
        s: 'I',
        c: 'NETWORK',
        id: number(5),
        ctx: `conn${number(4)}`,
        msg: 'Connection ended',
        attr: { remote: `10.0.${number(2)}.${number(2)}:${number(4)}`, connectionId: number(4) },
      }),
    () =>
      `${stamp()} WARNING pz.focus_server request ${uuid()} from 10.1.${number(2)}.${number(2)} took ${number(4)} ms, status 200`,
    () => `Traceback (most recent call last):   File "/app/pz/focus_server.py", line ${number(3)}, in configure`,
  ];
  const secret = () =>
    `${stamp()} WARNING pz.baby_analyzer retrying amqp://panda:${random.text(12)}@rabbitmq-panda:5672 with token=${random.text(20)}`;
  const lines: string[] = [];
  for (let made = 0, i = 0; made < bytes; i += 1) {
    const line = i % 50 === 49 ? secret() : (makers[i % makers.length] ?? secret)();
    lines.push(line);
    made += line.length + 1;
  }
  return lines;
}
