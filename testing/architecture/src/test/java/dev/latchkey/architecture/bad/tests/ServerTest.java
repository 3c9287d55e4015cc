package dev.latchkey.architecture.bad.tests;

final class ServerTest extends ServerRules {}
