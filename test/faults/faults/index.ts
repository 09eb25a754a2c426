import type { StoreName } from '../../../src/model/store-names';
import { apiFaults } from './api';
import { engineFaults } from './engines';
import type { Fault } from './fault';
import { lastingFaults } from './lasting';
import { partFaults } from './parts';
import { requestFaults } from './requests';
import { storeFaults } from './store';
import { workerFaults } from './workers';

/** All that is broken under an export that is written to this store. */
export const faultsOf = (storage: StoreName): readonly Fault[] => [
  ...workerFaults,
  ...apiFaults,
  ...engineFaults,
  ...storeFaults(storage),
  ...requestFaults,
  ...partFaults,
  ...lastingFaults(storage),
];
