import { describe, expect, it } from 'vitest';
import { environment } from '#config/environment.ts';
import { stackNames } from '#wiring/stack.ts';

const named = (settings: object) => stackNames({ name: 'staging', ...environment.parse(settings) });

describe('the names of a stack', () => {
  it('are those of its parts, as configured', () => {
    const names = named({
      focusServer: { url: 'https://focus.example/focus-server/' },
      kubernetes: { namespace: 'staging', context: 'lab' },
      rabbitmq: { amqpUrl: 'amqp://focus:hunter2secret@rabbit', vhost: 'prisma' },
      mongodb: { url: 'mongodb://focus:hunter2secret@mongo', database: 'focus' },
    });
    expect(names).toEqual({
      focusServer: 'https://focus.example/focus-server',
      namespace: 'staging',
      context: 'lab',
      backendSelector: 'app.kubernetes.io/name=panda-panda-focus-server',
      vhost: 'prisma',
      database: 'focus',
    });
  });

  it('are absent of what is not configured', () => {
    expect(named({ focusServer: { url: 'http://focus.example:5000' } })).toEqual({
      focusServer: 'http://focus.example:5000',
    });
  });

  it('hold no login of the base URL', () => {
    const url = 'https://bot:hunter2secret@focus.example/focus-server';
    expect(named({ focusServer: { url } })).toEqual({ focusServer: 'https://focus.example/focus-server' });
  });
});
