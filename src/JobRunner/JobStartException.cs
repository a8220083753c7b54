namespace JobRunner;

/// <summary>This machine can't run what was asked for. No job was left behind.</summary>
public sealed class JobStartException : JobRunnerException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, with the file's name, and where possible how to mend it.</param>
    /// <param name="fileName">See <see cref="FileName"/>.</param>
    /// <param name="innerException">What the system said, if it was asked.</param>
    public JobStartException(string message, string fileName, Exception? innerException = null)
        : base(message, innerException) =>
        FileName = fileName;

    /// <summary>
    /// The file or directory that stood in the way: the program, its interpreter or the working directory. The command as it was given, where no program was
    /// found by that name; the program, where a limit can't be enforced.
    /// </summary>
    public string FileName { get; }

    /// <summary>Whether the program is missing, or can't be executed.</summary>
    public JobStartReason Reason { get; init; }
}
