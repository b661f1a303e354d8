import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { ListShape, ObjectShape, Shaped } from './shape.js';

/** An object of the class that `of` returns. */
export function NestedObject(of: () => Class): PropertyDecorator {
  // @nestjs/swagger calls a function for the class only if the function's name is `type`.
  return applyDecorators(ApiProperty({ type: () => of() }), Shaped(new ObjectShape(of)), ValidateNested(), Type(of));
}

/** An object of the class that `of` returns; it may be absent. */
export function OptionalObject(of: () => Class, description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: () => of(), description }),
    IsOptional(),
    Shaped(new ObjectShape(of)),
    ValidateNested(),
    Type(of),
  );
}

/** A list of at most `maxItems` objects of the class that `of` returns. */
export function ObjectList(of: () => Class, maxItems: number): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: () => [of()], maxItems }),
    Shaped(new ListShape(maxItems, { of })),
    ValidateNested({ each: true }),
    Type(of),
  );
}
