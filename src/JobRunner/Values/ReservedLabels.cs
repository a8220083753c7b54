namespace JobRunner.Values;

/// <summary>Labels that JobRunner itself gives to jobs.</summary>
internal static class ReservedLabels
{
    public const string Prefix = "jobrunner.";

    /// <summary>Whose job it is.</summary>
    public const string Owner = Prefix + "owner";
}
