import { createParamDecorator, Inject, Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import { UnreadablePayload } from '#libs/security/payloads/encryption-codec.js';
import { fieldsWrong } from '../http/problem.js';
import { Gateway } from './gateway.js';
import type { Answer, CommandRoute, OpenedCommand, OpensSecret, Target, Work } from './opened.js';
import { API_SETTINGS, type ApiSettings } from './settings.js';
import { Views } from './views.js';

const ROUTE = 'handrail:command';
const openedBy = new WeakMap<Request, OpenedCommand>();

/** Marks a route as a command: what it asks for, and what its `{id}` is. */
export const CommandOf = (route: CommandRoute): MethodDecorator => SetMetadata(ROUTE, route);

/** What the command is about, for the route that makes a command of its body. */
export const Of = createParamDecorator((_on: unknown, context: ExecutionContext): Target | null => openedBy.get(context.switchToHttp().getRequest<Request>())?.target ?? null);

/**
 * Runs around every route marked with CommandOf, before its body is checked: the key's row, the stored answer, permission; then the route
 * says what is asked of the case, and that is carried out.
 */
@Injectable()
export class CommandInterceptor implements NestInterceptor {
  constructor(private readonly gateway: Gateway, private readonly views: Views, private readonly reflector: Reflector, @Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = this.reflector.get<CommandRoute | undefined>(ROUTE, context.getHandler());
    if (!route) return next.handle();
    const http = context.switchToHttp();
    return defer(async () => {
      const answer = await this.run(http.getRequest<Request>(), route, next);
      const told = this.views.told(route, answer);
      return this.respond(http.getResponse<Response>(), answer.status, route.secret && answer.status < 300 ? this.unsealed(told as { id: string; secret: string }, route.secret) : told, route);
    });
  }

  private async run(request: Request, route: CommandRoute, next: CallHandler): Promise<Answer> {
    const { opened, answer } = await this.gateway.begin(request, route);
    if (answer) return answer;
    openedBy.set(request, opened);
    try {
      const unknown = Object.keys(request.query);
      await this.gateway.permit(opened, request.body);
      if (unknown.length > 0) throw fieldsWrong(unknown.slice(0, 20).map((name) => ({ pointer: `/${name}`, code: 'unknown-parameter', message: 'is not a parameter here' })), { ofShape: true });
      return await this.gateway.carryOut(opened, await lastValueFrom(next.handle()) as Work);
    } catch (error) {
      return await this.gateway.refused(request, opened, error);
    }
  }

  private unsealed(told: { id: string; secret: string }, open: OpensSecret): unknown {
    try {
      return { ...told, secret: open(this.settings.keys, told.id, told.secret) };
    } catch (error) {
      if (error instanceof UnreadablePayload) return { ...told, secret: null };
      throw error;
    }
  }

  private respond(response: Response, status: number, body: unknown, { location }: CommandRoute): unknown {
    response.status(status);
    if (status >= 400) response.setHeader('Content-Type', 'application/problem+json');
    if (status === 201 && location && typeof body === 'object' && body !== null) response.setHeader('Location', location(body as Record<string, unknown>));
    return body;
  }
}
