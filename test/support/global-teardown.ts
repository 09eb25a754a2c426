import { stopTestEngines } from './engines';

export default stopTestEngines;
