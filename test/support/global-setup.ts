import { startTestEngines } from './engines';

export default startTestEngines;
