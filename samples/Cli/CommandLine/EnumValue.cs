namespace JobRunner.Cli.CommandLine;

/// <summary>A value that is one of a few names.</summary>
internal static class EnumValue
{
    /// <summary>Finds the value of a name, in whichever case. Numbers and sums, which .NET takes too, are no names.</summary>
    /// <returns>Null: there is none.</returns>
    public static T? Find<T>(string name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (name.Equals($"{value}", StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
