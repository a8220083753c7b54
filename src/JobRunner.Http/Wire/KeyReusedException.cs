namespace JobRunner.Http.Wire;

/// <summary>A client used an Idempotency-Key for two different requests.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves this package.
internal sealed class KeyReusedException() : Exception("This Idempotency-Key was used for another request: make a new one for each job.");
#pragma warning restore CA1032, CA1064
