import { extensionOf, fileFormats, labelOf } from '../../model/formats';

export const formats = fileFormats.map((value) => ({ value, label: labelOf(value), hint: extensionOf(value) }));
