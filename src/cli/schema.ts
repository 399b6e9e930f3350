import { Command } from '@commander-js/extra-typings';
import type { Subcommand } from './subcommand.ts';

/** What an editor needs to help with focus.yml; focus.schema.json is what it prints. */
export const schema: Subcommand = ({ out }) =>
  new Command('schema')
    .summary('print the JSON schema of focus.yml')
    .description('The JSON schema of focus.yml, for editors. It is in focus.schema.json already.')
    .option('--api', 'in its place the OpenAPI document of the HTTP API; docs/openapi.json is what it prints')
    .addHelpText(
      'after',
      '\nIn focus.yml: # yaml-language-server: $schema=./focus.schema.json\n\nExit code: 0 printed · 3 could not be printed',
    )
    .action(async ({ api }) => {
      if (api) {
        const { openapi } = await import('#api/openapi.ts');
        return out(`${JSON.stringify(openapi(), null, 2)}\n`);
      }
      const { focusSchema } = await import('#config/json-schema.ts');
      out(`${JSON.stringify(focusSchema(), null, 2)}\n`);
    });
