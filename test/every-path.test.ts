import { everyPathContract } from './support/every-path-contract.ts';

everyPathContract('the lab’s Redis');
