import { describe, expect, it } from 'vitest';
import { levelOf } from '#probes/logs/level.ts';

describe('the level of a log line', () => {
  it.each([
    ['2025-11-13T15:34:15+0000 INFO pz.focus_server got configuration: {"error": null}', 'info'],
    ['2025-11-13T15:34:15+0000 ERROR pz.focus_server Cannot configure job - validation failed', 'error'],
    ['2025-11-13 15:34:15,123 - pika.adapters - WARNING - Connection lost', 'warning'],
    ['ERROR:root:boom', 'error'],
    ['WARNING: disk almost full', 'warning'],
    ['[CRITICAL] out of memory', 'error'],
    ['DEBUG pz.baby_analyzer error handler installed', 'debug'],
    ['INFO:     127.0.0.1:4242 - "POST /configure HTTP/1.1" 200 OK', 'info'],
    ['{"level":"warn","msg":"slow"}', 'warning'],
    ['{"severity":"ERROR","message":"boom"}', 'error'],
    ['{"levelname": "INFO", "message": "error count 0"}', 'info'],
    ['{"t":{"$date":"2025-11-13T15:34:15Z"},"s":"E","c":"NETWORK","msg":"refused"}', 'error'],
    ['{"t":{"$date":"2025-11-13T15:34:15Z"},"s":"D2","c":"NETWORK","msg":"refused"}', 'debug'],
    ['{"msg":"connection error"', 'error'],
    ['{"constructor":"x","level":"constructor"}', 'unknown'],
    ['E1113 15:34:15.123456       1 main.go:12] sync went wrong', 'error'],
    ['W1113 15:34:15.123456       1 main.go:12] error is near', 'warning'],
    ['I1113 15:34:15.123456       1 main.go:12] error is far', 'info'],
    ['time="2025-11-13T15:34:15Z" level=error msg="nope"', 'error'],
    ['2025-11-13 15:34:15.123 [error] <0.123.0> closing AMQP connection', 'error'],
    ['2025/11/13 15:34:15 [warn] 12#12: upstream', 'warning'],
    ['Traceback (most recent call last):', 'error'],
    ['pymongo.errors.ServerSelectionTimeoutError: mongodb:27017: timed out', 'error'],
    ['RuntimeException: no', 'error'],
    ['an error occurred', 'error'],
    ['error: Pod "x" is invalid', 'error'],
    ['failed to connect to rabbitmq-panda:5672', 'error'],
    ['warning, low CPU', 'warning'],
    ['terror in the mirror', 'unknown'],
    ['the INFORMATION desk', 'info'],
    ['gRPC server unavailable: Cancelling all calls', 'unknown'],
    ['', 'unknown'],
  ])('of %j is %s', (text, level) => {
    expect(levelOf(text)).toBe(level);
  });

  it('is not read from far into the line', () => {
    expect(levelOf(`${'x '.repeat(60)}INFO here`)).toBe('unknown');
  });
});
