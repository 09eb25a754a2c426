import { extensionOf, fileFormats, labelOf } from '../../model/formats';

/** The formats that the page offers, as the service has them. */
export const formats = fileFormats.map((value) => ({
  value,
  label: labelOf(value),
  extension: extensionOf(value),
}));

export const formatOf = (value: string | undefined) => formats.find((format) => format.value === value);
