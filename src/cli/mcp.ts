import { once } from 'node:events';
import { Command } from '@commander-js/extra-typings';
import type { Subcommand } from './subcommand.ts';

/** The same engine for assistants that speak MCP. What they read and write is the protocol alone; the log is on standard error. */
export const mcp: Subcommand = () =>
  new Command('mcp')
    .summary('serve the same to an assistant, over MCP on stdio')
    .description(
      'An MCP server on standard input and output: job, logs, status, history and replay, which read only. Reads .env and\n' +
        'focus.yml; Redis for history alone. docs/mcp.md.',
    )
    .option('--allow-timing', 'also timing, which starts a job each time it is called')
    .addHelpText('after', '\nExit code: 0 the assistant is gone · 3 could not start')
    .action(async ({ allowTiming }) => {
      const [{ loadConfig }, { serveStdio, StdioServerTransport }, { createServer }, { answerMistakes }] =
        await Promise.all([
          import('#config.ts'),
          import('@modelcontextprotocol/server/stdio'),
          import('./mcp/server.ts'),
          import('./mcp/answer-mistakes.ts'),
        ]);
      const server = await createServer(loadConfig(process.cwd(), process.env, []), allowTiming === true);
      const gone = Promise.race([once(process.stdin, 'end'), once(process.stdin, 'close')]);
      const asked = process.stdin.pipe(answerMistakes((line) => process.stdout.write(line)));
      serveStdio(server, { transport: new StdioServerTransport(asked, process.stdout) });
      await gone;
    });
