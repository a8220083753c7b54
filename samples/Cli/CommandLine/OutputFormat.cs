namespace JobRunner.Cli.CommandLine;

/// <summary>For whom an answer is.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs: one value, indented.</summary>
    Json,

    /// <summary>For programs that read as it comes: a value in each line.</summary>
    Ndjson,
}
