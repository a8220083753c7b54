using JobRunner.Output.Spooling;

namespace JobRunner.Output;

/// <summary>How much of a job's output is kept, and where.</summary>
/// <param name="MemoryBytes">At most so much in memory, records included.</param>
/// <param name="MaxBytes">At most so much at all; null: all of it.</param>
/// <param name="SpoolDirectory">Where what doesn't fit into memory goes.</param>
/// <param name="SpoolBudget">How much all jobs together may have there.</param>
internal sealed record OutputLimits(long MemoryBytes, long? MaxBytes, string SpoolDirectory, SpoolBudget SpoolBudget);
