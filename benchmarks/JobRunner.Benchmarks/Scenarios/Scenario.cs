namespace JobRunner.Benchmarks.Scenarios;

/// <summary>Something to be measured in several ways.</summary>
/// <param name="Name">What, and in which unit.</param>
/// <param name="Contenders">Who, and how each is measured.</param>
internal sealed record Scenario(string Name, IReadOnlyDictionary<string, Func<Task<double>>> Contenders);
