import { analyzerLog, faultOf, type Life, later, note } from './life.ts';
import { analyzerLines } from './log-lines.ts';
import { turnedAway } from './pod-faults.ts';

/** How an analyzer comes by its consumer, loses it, and waits for its broker. */

export function attach(life: Life): void {
  life.consumer = life.stack.rabbitmq.attachConsumer(life.job.queue, { stuck: !!faultOf(life, 'stuck-consumer') });
}

export function cancel(life: Life, backInMs: number | undefined): void {
  if (!life.consumer) return;
  lose(life);
  if (backInMs !== undefined) later(life, backInMs, () => comeBack(life));
}

function lose(life: Life): void {
  note(life, 'consumer-goes');
  life.consumer?.detach();
  delete life.consumer;
  life.answering = false;
}

function comeBack(life: Life): void {
  if (life.forgotten) return;
  note(life, 'consumer-back');
  attach(life);
  life.answering = life.came.has('metadata');
  if (!life.answering) life.heal('consumer-goes', 'metadata');
}

/** A broker that goes away takes its consumers with it; the analyzer looks for it every 3 s. */
export function loseBroker(life: Life): void {
  const lines = turnedAway(life);
  if (!life.consumer || !lines || faultOf(life, 'rabbitmq-refuses')) return;
  lose(life);
  const look = () => {
    const refused = turnedAway(life);
    if (refused) {
      analyzerLog(life, refused);
      later(life, 3_000, look);
    } else comeBack(life);
  };
  look();
}

/** The analyzer asks for its broker every 3 s. */
export function tryAgain(life: Life): void {
  const known = turnedAway(life);
  if (known) {
    analyzerLog(life, known);
    later(life, 3_000, () => tryAgain(life));
  } else life.heal('rabbitmq-refuses', 'queue');
}

export function waitForAlarm(life: Life): void {
  const alarm = faultOf(life, 'rabbitmq-alarm');
  if (alarm) {
    analyzerLog(life, analyzerLines.blocked(alarm.resource));
    later(life, 5_000, () => waitForAlarm(life));
  } else life.heal('rabbitmq-alarm', 'consumer');
}
