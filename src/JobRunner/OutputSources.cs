using System.Diagnostics.CodeAnalysis;

namespace JobRunner;

/// <summary>A selection of streams.</summary>
[Flags]
[SuppressMessage("Design", "CA1008:Enums should have zero value", Justification = "Selecting no stream is an error.")]
public enum OutputSources
{
    /// <summary>Standard output, descriptor 1.</summary>
    StandardOutput = 1,

    /// <summary>Standard error, descriptor 2.</summary>
    StandardError = 2,

    /// <summary>Both, in the order in which they were read.</summary>
    All = StandardOutput | StandardError,
}
