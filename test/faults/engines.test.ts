import { engineFaults } from './faults/engines';
import { lastingFaults } from './faults/lasting';
import { partFaults } from './faults/parts';
import { requestFaults } from './faults/requests';
import { storeFaults } from './faults/store';
import { testRoundOfEach } from './short';

testRoundOfEach([...engineFaults, ...storeFaults('gcs'), ...requestFaults, ...partFaults, ...lastingFaults('gcs')]);
