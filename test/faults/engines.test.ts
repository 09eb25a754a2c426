import { engineFaults } from './faults/engines';
import { lastingFaults } from './faults/lasting';
import { partFaults } from './faults/parts';
import { requestFaults } from './faults/requests';
import { testRoundOfEach } from './short';

testRoundOfEach([...engineFaults, ...requestFaults, ...partFaults, ...lastingFaults]);
