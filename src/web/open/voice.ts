import { copyButtons } from './parts/copy.ts';

copyButtons(document);
