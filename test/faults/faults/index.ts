import { apiFaults } from './api';
import { engineFaults } from './engines';
import type { Fault } from './fault';
import { lastingFaults } from './lasting';
import { partFaults } from './parts';
import { requestFaults } from './requests';
import { workerFaults } from './workers';

export const faults: readonly Fault[] = [
  ...workerFaults,
  ...apiFaults,
  ...engineFaults,
  ...requestFaults,
  ...partFaults,
  ...lastingFaults,
];
