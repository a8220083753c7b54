using Spectre.Console;

namespace JobRunner.Cli.Formatting;

/// <summary>A column of a table of jobs.</summary>
/// <param name="Header">What stands above it.</param>
/// <param name="Rank">The higher, the sooner it is left out where there is no room.</param>
/// <param name="Text">What stands in it.</param>
/// <param name="Style">In which colour; null: the usual one.</param>
internal sealed record JobColumn(string Header, int Rank, Func<JobStatus, string> Text, Func<JobStatus, Style>? Style = null);
