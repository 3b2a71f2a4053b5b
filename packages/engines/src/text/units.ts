import { cardinal, decimal, isOne } from './numbers.js';
import { NUMBER, pattern, type Rule, WORD_END } from './rule.js';

/** Singular and plural, words apart by spaces. */
const UNITS: Readonly<Record<string, readonly [string, string]>> = {
  km: ['kilometer', 'kilometers'],
  m: ['meter', 'meters'],
  cm: ['centimeter', 'centimeters'],
  mm: ['millimeter', 'millimeters'],
  nm: ['nanometer', 'nanometers'],
  mi: ['mile', 'miles'],
  ft: ['foot', 'feet'],
  yd: ['yard', 'yards'],
  kg: ['kilogram', 'kilograms'],
  g: ['gram', 'grams'],
  mg: ['milligram', 'milligrams'],
  lb: ['pound', 'pounds'],
  lbs: ['pound', 'pounds'],
  oz: ['ounce', 'ounces'],
  l: ['liter', 'liters'],
  L: ['liter', 'liters'],
  ml: ['milliliter', 'milliliters'],
  mL: ['milliliter', 'milliliters'],
  TB: ['terabyte', 'terabytes'],
  GB: ['gigabyte', 'gigabytes'],
  MB: ['megabyte', 'megabytes'],
  KB: ['kilobyte', 'kilobytes'],
  kB: ['kilobyte', 'kilobytes'],
  GiB: ['gibibyte', 'gibibytes'],
  MiB: ['mebibyte', 'mebibytes'],
  Gbps: ['gigabit per second', 'gigabits per second'],
  Mbps: ['megabit per second', 'megabits per second'],
  kbps: ['kilobit per second', 'kilobits per second'],
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  W: ['watt', 'watts'],
  kW: ['kilowatt', 'kilowatts'],
  MW: ['megawatt', 'megawatts'],
  kWh: ['kilowatt hour', 'kilowatt hours'],
  V: ['volt', 'volts'],
  mA: ['milliamp', 'milliamps'],
  mAh: ['milliamp hour', 'milliamp hours'],
  dB: ['decibel', 'decibels'],
  hPa: ['hectopascal', 'hectopascals'],
  kcal: ['kilocalorie', 'kilocalories'],
  rpm: ['revolution per minute', 'revolutions per minute'],
  fps: ['frame per second', 'frames per second'],
  px: ['pixel', 'pixels'],
  mph: ['mile per hour', 'miles per hour'],
  kph: ['kilometer per hour', 'kilometers per hour'],
  'km/h': ['kilometer per hour', 'kilometers per hour'],
  'm/s': ['meter per second', 'meters per second'],
  'm²': ['square meter', 'square meters'],
  'km²': ['square kilometer', 'square kilometers'],
  'm³': ['cubic meter', 'cubic meters'],
  'sq ft': ['square foot', 'square feet'],
  ns: ['nanosecond', 'nanoseconds'],
  µs: ['microsecond', 'microseconds'],
  ms: ['millisecond', 'milliseconds'],
  s: ['second', 'seconds'],
  sec: ['second', 'seconds'],
  min: ['minute', 'minutes'],
  h: ['hour', 'hours'],
  hr: ['hour', 'hours'],
  hrs: ['hour', 'hours'],
  '°C': ['degree Celsius', 'degrees Celsius'],
  '℃': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '℉': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '°': ['degree', 'degrees'],
  '%': ['percent', 'percent'],
};

const NAMES = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** 5 km, 20 °C, 3.5GB, 12%. */
const withUnit: Rule = {
  pattern: pattern(String.raw`(${NUMBER})[ \u00a0\u202f-]?(${NAMES})(?![\p{L}\p{M}\p{N}'’²³])`),
  read: ([written, number = '', name = '']) => {
    // "5-m" is no metre when the hyphen goes on: "a 5-s-long".
    const unit = UNITS[name];
    if (unit === undefined || (written.includes('-') && name.length < 2)) return undefined;
    const attributive = written.includes('-');
    return { words: [...decimal(number), ...unit[isOne(number) || attributive ? 0 : 1].split(' ')] };
  },
};

/** 5'10": a person's height. */
const feetAndInches: Rule = {
  pattern: pattern(String.raw`(\d{1,2})['’′](\d{1,2})(?:["”″]|''|${WORD_END})`),
  read: ([, feet = '', inches = '']) => ({ words: [...cardinal(feet), 'foot', ...cardinal(inches)] }),
};

/** 6", 5in. */
const inches: Rule = {
  pattern: pattern(`(${NUMBER})(?:″|in${WORD_END}| ?inch(?:es)?${WORD_END})`),
  read: ([, number = '']) => ({ words: [...decimal(number), isOne(number) ? 'inch' : 'inches'] }),
};

/** "/month" after an amount. */
const per: Rule = {
  pattern: pattern(
    `/ ?(month|mo|year|yr|hour|hr|day|week|wk|user|person|night|seat|minute|min|second|sec|kg|lb|GB)${WORD_END}`,
  ),
  read: ([, unit = '']) => ({ words: ['per', PER[unit] ?? unit] }),
};
const PER: Readonly<Record<string, string>> = {
  mo: 'month',
  yr: 'year',
  hr: 'hour',
  wk: 'week',
  min: 'minute',
  sec: 'second',
  kg: 'kilogram',
  lb: 'pound',
  GB: 'gigabyte',
};

export const UNIT_RULES: readonly Rule[] = [feetAndInches, inches, withUnit, per];
