import 'reflect-metadata';
import { printSchema } from 'graphql';
import { Mutation, Query, Resolver } from 'type-graphql';
import { expect, it } from 'vitest';
import { roomSchema } from '../../src/kernel/room-schema.js';

@Resolver()
class LoadedFirst {
  @Query(() => String)
  first(): string {
    return '';
  }
  @Mutation(() => String)
  changeFirst(): string {
    return '';
  }
}
@Resolver()
class LoadedLater {
  @Query(() => String)
  later(): string {
    return '';
  }
  @Query(() => String)
  latest(): string {
    return '';
  }
  @Mutation(() => String)
  changeLater(): string {
    return '';
  }
}

it('a schema is printed in the order of its resolvers, whichever of their files was loaded first', () => {
  const fields = (...resolvers: object[]) => printSchema(roomSchema(resolvers)).match(/(?<=^ {2})\w+/gm);
  expect(fields(new LoadedLater(), new LoadedFirst())).toEqual([
    'later',
    'latest',
    'first',
    'changeLater',
    'changeFirst',
  ]);
  expect(fields(new LoadedFirst(), new LoadedLater())).toEqual([
    'first',
    'later',
    'latest',
    'changeFirst',
    'changeLater',
  ]);
});
