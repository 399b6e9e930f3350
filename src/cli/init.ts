import { Command } from '@commander-js/extra-typings';
import type { Subcommand } from './subcommand.ts';

/** From nothing to settings that work. */
export const init: Subcommand = (terminal) =>
  new Command('init')
    .summary('write .env and focus.yml')
    .description(
      'Asks a few questions, looks at the kubeconfig and the namespace for what it can propose, and writes .env and\n' +
        'focus.yml into this folder. Then it looks whether all of it works, as doctor does.',
    )
    .option('--yes', 'ask nothing: take what is given here, and what is found')
    .option('--force', 'overwrite .env and focus.yml')
    .option('--environment <name>', 'what the environment is called here')
    .option('--focus-server <url>', 'with its path prefix: https://focus.example.org/focus-server')
    .option('--insecure-skip-tls-verify', 'trust any certificate of Focus Server')
    .option('--kubeconfig <file>', 'the usual places without it')
    .option('--context <name>', 'a context of the kubeconfig')
    .option('--in-cluster', 'the bot will run in a pod of the cluster')
    .option('--namespace <name>', 'where the stack lives')
    .option('--amqp <url>', 'amqp://user:password@host:5672')
    .option('--management <url>', 'http://user:password@host:15672')
    .option('--vhost <name>', 'of RabbitMQ')
    .option('--mongodb <url>', 'mongodb://user:password@host:27017')
    .option('--database <name>', 'of MongoDB')
    .option('--redis <url>', "the bot's own Redis")
    .addHelpText(
      'after',
      '\nTokens and passwords: those of Slack are taken from SLACK_BOT_TOKEN and SLACK_APP_TOKEN where these are set.\n\nExit code: 0 written, and nothing is wrong · 1 written, and something is wrong · 3 could not be written',
    )
    .action(async (options) => {
      const { writeSettings } = await import('./init/write-settings.ts');
      terminal.end(await writeSettings(options, terminal));
    });
