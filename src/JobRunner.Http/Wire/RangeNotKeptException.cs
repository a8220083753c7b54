namespace JobRunner.Http.Wire;

/// <summary>A part was asked for that there isn't, or isn't any more.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves this package.
internal sealed class RangeNotKeptException(string message) : Exception(message)
#pragma warning restore CA1032, CA1064
{
    /// <summary>How long the whole is, where a range of it was asked for.</summary>
    public long? Length { get; init; }
}
