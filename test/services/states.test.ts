import { serviceUrl } from '../support/service-url.ts';
import { testStates } from '../support/states-contract.ts';

testStates('a real Redis', async () => ({
  url: serviceUrl('FOCUS_TEST_REDIS_URL', 'redis://127.0.0.1:6379'),
  close: async () => {},
}));
