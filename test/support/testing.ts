/** What the test of a plugin needs: `focus-bot/testing`. */
export * from './evidence.ts';
export { testLogReader, testRule } from './rule-contract.ts';
