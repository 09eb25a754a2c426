import { apiFaults } from './faults/api';
import { workerFaults } from './faults/workers';
import { testRoundOfEach } from './short';

testRoundOfEach([...workerFaults, ...apiFaults]);
