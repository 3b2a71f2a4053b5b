import { z } from 'zod';

/** A part of the configuration. Every field of it has a default, so that the section may be left out. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).prefault({} as never);
}

/** Text from the environment to what it means. */
export function flagOrAuto(value: boolean | string): boolean | 'auto' {
  return value === 'auto' ? value : value === true || value === 'true';
}
