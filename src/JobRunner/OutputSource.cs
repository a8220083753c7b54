namespace JobRunner;

/// <summary>The stream that a piece of output was written to.</summary>
/// <remarks>None is added within a major version: older clients couldn't read it.</remarks>
public enum OutputSource
{
    /// <summary>Standard output, descriptor 1.</summary>
    StandardOutput,

    /// <summary>Standard error, descriptor 2.</summary>
    StandardError,
}
